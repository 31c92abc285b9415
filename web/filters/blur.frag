/*{
  "name": "blur",
  "about": "The room itself, out of focus. The person is left out of the blur, so no halo of them surrounds them.",
  "kind": "background",
  "passes": [{"scale": 0.25}, {"scale": 0.125}, {"scale": 0.0625}, {"scale": 0.125}, {"scale": 0.25}],
  "params": {
    "amount": {"default": 0.7, "min": 0.0, "max": 1.0, "about": "0 a little soft, 1 a large open lens"},
    "glow":   {"default": 0.5, "min": 0.0, "max": 1.0, "about": "how far bright points open into discs"}
  }
}*/
const vec3 blur_luma = vec3(0.2126, 0.7152, 0.0722);
const float blur_brightest = 4.0;    // weight of white over black at full glow
const float blur_least = 0.004;

// Colour times weight, and the weight: what the person covers weighs nothing, what shines weighs more.
vec4 blur_weigh(sampler2D image, vec2 uv) {
  vec3 rgb = texture(image, uv).rgb;
  float bright = dot(rgb, blur_luma);
  float weight = mix(1.0, mix(1.0 / blur_brightest, 1.0, bright * bright * bright), blur_glow);
  weight *= 1.0 - smoothstep(0.02, 0.5, texture(u_matte, uv).r);
  return vec4(rgb, 1.0) * weight;
}

vec4 blur_shrink(sampler2D image, vec2 uv, vec2 reach) {
  return (texture(image, uv) * 4.0 + texture(image, uv - reach) + texture(image, uv + reach) +
      texture(image, uv + vec2(reach.x, -reach.y)) + texture(image, uv + vec2(-reach.x, reach.y))) / 8.0;
}

vec4 blur_grow(sampler2D image, vec2 uv, vec2 reach) {
  vec4 sides = texture(image, uv + vec2(-2.0 * reach.x, 0.0)) + texture(image, uv + vec2(2.0 * reach.x, 0.0)) +
      texture(image, uv + vec2(0.0, -2.0 * reach.y)) + texture(image, uv + vec2(0.0, 2.0 * reach.y));
  vec4 corners = texture(image, uv + reach) + texture(image, uv - reach) +
      texture(image, uv + vec2(reach.x, -reach.y)) + texture(image, uv + vec2(-reach.x, reach.y));
  return (sides + corners * 2.0) / 12.0;
}

vec4 blur(sampler2D image, vec2 uv) {
  vec2 reach = (0.3 + blur_amount) / vec2(textureSize(image, 0));
  if (u_pass == 0) {
    vec2 quarter = 0.25 / u_size;
    return 0.25 * (blur_weigh(image, uv - quarter) + blur_weigh(image, uv + quarter) +
        blur_weigh(image, uv + vec2(quarter.x, -quarter.y)) + blur_weigh(image, uv + vec2(-quarter.x, quarter.y)));
  }
  if (u_pass < 3) return blur_shrink(image, uv, reach);
  vec4 sum = blur_grow(image, uv, 0.5 * reach);
  return u_pass == 3 ? sum : vec4(sum.rgb / max(sum.a, blur_least), 1.0);
}
