/*{
  "name": "flow",
  "about": "Which way the lines of a picture run: the smoothed structure tensor (Brox et al. 2006; Kyprianidis et al. 2009).",
  "kind": "functions"
}*/
const float flow_least = 0.000001;

// Squares and product of the Sobel derivatives over all three colours: x x, y y, x y.
vec3 flow_tensor(sampler2D image, vec2 uv, vec2 apart) {
  vec3 nw = texture(image, uv - apart).rgb;
  vec3 ne = texture(image, uv + vec2(apart.x, -apart.y)).rgb;
  vec3 sw = texture(image, uv + vec2(-apart.x, apart.y)).rgb;
  vec3 se = texture(image, uv + apart).rgb;
  vec3 x = ne + se - nw - sw + 2.0 * (texture(image, uv + vec2(apart.x, 0.0)).rgb - texture(image, uv - vec2(apart.x, 0.0)).rgb);
  vec3 y = sw + se - nw - ne + 2.0 * (texture(image, uv + vec2(0.0, apart.y)).rgb - texture(image, uv - vec2(0.0, apart.y)).rgb);
  return vec3(dot(x, x), dot(y, y), dot(x, y)) / 16.0;
}

// The tensor over a Gaussian neighbourhood, 1 2 1 by 1 2 1.
vec3 flow_smooth(sampler2D image, vec2 uv, vec2 apart) {
  vec3 sides = texture(image, uv + vec2(apart.x, 0.0)).rgb + texture(image, uv - vec2(apart.x, 0.0)).rgb +
      texture(image, uv + vec2(0.0, apart.y)).rgb + texture(image, uv - vec2(0.0, apart.y)).rgb;
  vec3 corners = texture(image, uv + apart).rgb + texture(image, uv - apart).rgb +
      texture(image, uv + vec2(apart.x, -apart.y)).rgb + texture(image, uv + vec2(-apart.x, apart.y)).rgb;
  return (4.0 * texture(image, uv).rgb + 2.0 * sides + corners) / 16.0;
}

// x, y: along the lines, of length one; z: 0 where there is no direction, 1 where there is only one.
vec3 flow_along(vec3 tensor) {
  float apart = sqrt((tensor.x - tensor.y) * (tensor.x - tensor.y) + 4.0 * tensor.z * tensor.z);
  float most = 0.5 * (tensor.x + tensor.y + apart);
  vec2 along = vec2(most - tensor.x, -tensor.z);
  // The same direction; of an upright line the one above is zero, of a level one this is.
  vec2 other = vec2(-tensor.z, most - tensor.y);
  if (dot(other, other) > dot(along, along)) along = other;
  float size = length(along);
  vec2 unit = size > flow_least ? along / size : vec2(1.0, 0.0);
  return vec3(unit, apart / (tensor.x + tensor.y + flow_least * 100.0));
}
