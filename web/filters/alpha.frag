/*{
  "name": "alpha",
  "about": "The refined matte at the frame's own size: the frame's colours times the coefficients of the guided filter.",
  "kind": "matte",
  "params": {
    "rest": {"default": 0.90, "min": 0.0, "max": 0.95, "about": "share of the alpha before where the picture has stood still for a while: what a camera's noise does to it; 0 keeps nothing"}
  }
}*/
const float alpha_cut = 0.20;     // below this is nothing, above one minus this is all
const float alpha_step = 32.0;    // codes to one unit: coefficients are held to -4..4 in a byte each
const float alpha_zero = 128.0;
const float alpha_exact = 0.0005;
const float alpha_noise = 0.1;    // a change of alpha up to this is a camera's noise,
const float alpha_motion = 0.3;   // and from this on somebody who moves a little, whom nothing may hold back

vec4 alpha(sampler2D image, vec2 uv) {
  // The frame and the alpha before are as large as this one: nothing to interpolate.
  ivec2 here = ivec2(gl_FragCoord.xy);
  vec2 at = focused(uv);
  vec2 inside = step(vec2(0.0), at) * step(at, vec2(1.0));
  vec4 line = (texture(image, at) * 255.0 - alpha_zero) / alpha_step;
  bool isPlain = all(lessThan(abs(line.rgb), vec3(alpha_exact)));
  float found = line.a + dot(line.rgb, texelFetch(u_frame, here, 0).rgb - 0.5) + 0.5;
  found = clamp((found - alpha_cut) / (1.0 - 2.0 * alpha_cut), 0.0, 1.0);
  found *= inside.x * inside.y;
  // Where no colour is needed there is no noise of a camera either.
  float keep = isPlain ? 0.0 : alpha_rest * texture(u_rest, at).r;
  float was = texelFetch(u_alpha, here, 0).r;
  keep *= 1.0 - smoothstep(alpha_noise, alpha_motion, abs(found - was));
  return vec4(mix(found, was, keep));
}
